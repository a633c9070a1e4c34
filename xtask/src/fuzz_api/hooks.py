"""What a fuzzer cannot know from a document alone: which records there are, and what one value means for another.

Schemathesis loads this file. Nothing in it hides a failure: it makes valid requests valid (a check digit, a cursor
that the service gave out, the workspace's own slug) and leaves all checks on.
"""

import json
import os
import random
import re
import time
import urllib.request

import schemathesis
from hypothesis import strategies as st

DASHBOARD = os.environ["LEGACITI_FUZZ_DASHBOARD"]
COOKIE = os.environ["LEGACITI_FUZZ_COOKIE"]
WORKSPACE = os.environ["LEGACITI_FUZZ_WORKSPACE"]

METHODS = ("get", "put", "post", "patch", "delete")


def ask(path, body=None):
    """An answer of the dashboard, as its staff see it; with a body, of what they send."""
    headers = {"Cookie": COOKIE}
    if body is not None:
        headers |= {"Content-Type": "application/json", "Origin": DASHBOARD}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(DASHBOARD + path, data=data, headers=headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as answer:
        return json.load(answer)


# ---------------------------------------------------------------------------------------------------------------
# Formats: values that no pattern can describe
# ---------------------------------------------------------------------------------------------------------------

DOIS = [found["id"] for found in ask("/api/publications?perPage=100&status=all")["publications"]]
ORCIDS = [found["orcid_id"] for found in ask("/api/people?perPage=100")["people"]]
KEYS = [found["key_hash"] for found in ask("/api/site-tools/api-keys")["api_keys"]]
CURSORS = [
    found
    for found in (ask(f"/api/activity?per_page={size}")["next_cursor"] for size in (1, 2, 3))
    if found
]


def with_check_digit(digits):
    """ISO 7064 MOD 11-2, as ORCID uses it."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    text = digits + ("X" if check == 10 else str(check))
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


invented = st.text(alphabet="0123456789", min_size=15, max_size=15).map(with_check_digit)
orcid = st.one_of(st.sampled_from(ORCIDS or ["0000-0002-1825-0097"]), invented).flatmap(
    lambda bare: st.sampled_from([bare, bare, bare.replace("-", ""), "https://orcid.org/" + bare])
)
suffix = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789._-()/:;+", min_size=0, max_size=30)
doi = st.one_of(
    st.sampled_from(DOIS or ["10.5555/12345678"]),
    suffix.map(lambda rest: "10.5555/x" + rest),
    st.builds(lambda number, rest: f"10.{number}/y{rest}", st.integers(1000, 99999), suffix),
).flatmap(lambda bare: st.sampled_from([bare, bare, bare.upper(), "doi:" + bare, "https://doi.org/" + bare]))
hexadecimal = st.text(alphabet="0123456789abcdefABCDEF", min_size=64, max_size=64)

schemathesis.openapi.format("orcid", orcid)
schemathesis.openapi.format("orcid-list", st.lists(orcid, min_size=1, max_size=20).map(",".join))
schemathesis.openapi.format("doi", doi)
schemathesis.openapi.format("key-hash", st.one_of(st.sampled_from(KEYS), hexadecimal) if KEYS else hexadecimal)
schemathesis.openapi.format("activity-cursor", st.sampled_from(CURSORS or [""]))
schemathesis.openapi.format(
    "job-id", st.text(alphabet="0123456789abcdef-", min_size=1, max_size=36)
)


# ---------------------------------------------------------------------------------------------------------------
# The document
# ---------------------------------------------------------------------------------------------------------------


def resolve(document, schema):
    while "$ref" in schema:
        found = document
        for part in schema["$ref"].lstrip("#/").split("/"):
            found = found[part]
        schema = found
    return schema


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Fields with a default may be left out of a request: our documents say so by the default, and list the field as
    required because the published contract does."""
    for item in raw_schema["paths"].values():
        for method in METHODS:
            body = item.get(method, {}).get("requestBody")
            if body is None:
                continue
            for media in body["content"].values():
                schema = resolve(raw_schema, media["schema"])
                fields = schema.get("properties", {})
                if "required" in schema:
                    schema["required"] = [
                        name for name in schema["required"] if "default" not in fields.get(name, {})
                    ]


# ---------------------------------------------------------------------------------------------------------------
# Requests: values that depend on what is there
# ---------------------------------------------------------------------------------------------------------------


def is_whole(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == int(value)


WRITTEN = re.compile(r"(.*?)([0-9]{4}-?[0-9]{4}-?[0-9]{4}-?[0-9]{3})[0-9Xx](/?\s*)", re.DOTALL)


def mended(value):
    """The same with the check digits that ORCID iDs need: text that has the form of one becomes one."""
    if isinstance(value, str):
        written = WRITTEN.fullmatch(value)
        if written is None or re.search("[0-9]", written[1].replace("orcid", "")):
            return value
        return written[1] + with_check_digit(written[2].replace("-", "")) + written[3]
    if isinstance(value, list):
        return [mended(one) for one in value]
    if isinstance(value, dict):
        return {name: mended(one) for name, one in value.items()}
    return value


def bulk(body):
    """At least one publication is named (the published contract has no word for it)."""
    if body.get("ids") == []:
        body["ids"] = DOIS[:1]


def membership(body):
    """A change holds at once: not before the membership that it closes began, and at most a day ahead."""
    if is_whole(body.get("starts_at")) and 0 < body["starts_at"] <= 2**53 - 1:
        body["starts_at"] = int(time.time())


def clean_up(body):
    """The confirmation is the workspace's slug, and the date belongs to one of the modes."""
    confirmation = body.get("confirmation")
    if isinstance(confirmation, str) and 1 <= len(confirmation) <= 120:
        body["confirmation"] = WORKSPACE
    if body.get("mode") == "all":
        body.pop("before_date", None)
    elif body.get("mode") == "before_date":
        body.setdefault("before_date", 1_700_000_000)


def reset(body):
    """The confirmation is the workspace's slug."""
    if isinstance(body.get("confirmation"), str):
        body["confirmation"] = WORKSPACE


def import_doi(body):
    """Only people of the workspace can be given a publication."""
    people = body.get("person_orcids")
    if isinstance(people, list) and len(people) <= 100 and all(isinstance(one, str) for one in people):
        body["person_orcids"] = [ORCIDS[at % len(ORCIDS)] if one else one for at, one in enumerate(people)]


def profile(body):
    """A text in no language, or in one language under two spellings of its code, is none; categories are those of
    the workspace, which has none here."""
    for field in ("name", "biography"):
        texts = body.get(field)
        if isinstance(texts, dict):
            if not texts:
                body[field] = {"en": "Somebody"}
            elif len({code.lower() for code in texts}) < len(texts) or len(texts) > 20:
                code = min(texts)
                body[field] = {code: texts[code]}
    ids = body.get("category_ids")
    if isinstance(ids, list) and len(ids) <= 50 and all(isinstance(one, str) and one for one in ids):
        body["category_ids"] = []


FORCE_FAIL = "/api/ingest/stuck/{jobId}/force-fail"
MANY = 40
chance = random.Random(1)


def open_job(case, body):
    """A job that can be given up has not ended yet. Every fourth time it is the last of many that are queued now, so
    that no worker has come to it."""
    about, job = body.get("orcid_id"), (case.path_parameters or {}).get("jobId")
    is_valid = isinstance(about, str) and WRITTEN.fullmatch(about) and re.fullmatch("[0-9a-f-]{1,36}", str(job))
    if not is_valid or chance.randrange(4):
        return
    people = [with_check_digit(f"0009{chance.randrange(10**11):011}") for _ in range(MANY)]
    jobs = ask("/api/import/orcid", {"orcid_ids": people})["jobs"]
    if jobs:
        body["orcid_id"] = jobs[-1]["orcid_id"]
        case.path_parameters = {**case.path_parameters, "jobId": jobs[-1]["id"]}


MEANINGS = {
    ("POST", "/api/partners/people/{orcid}/membership"): membership,
    ("PATCH", "/api/people/{orcid}/affiliation"): membership,
    ("POST", "/api/activity/cleanup"): clean_up,
    ("POST", "/api/site-tools/reset-data"): reset,
    ("POST", "/api/import/doi"): import_doi,
    ("PATCH", "/api/people/{orcid}"): profile,
    ("POST", "/api/publications/bulk"): bulk,
}


@schemathesis.hook
def before_call(context, case, kwargs):
    if isinstance(case.body, dict):
        body = mended(case.body)
        meaning = MEANINGS.get((case.method.upper(), case.path))
        if meaning is not None:
            meaning(body)
        if case.path == FORCE_FAIL:
            open_job(case, body)
        if body != case.body:
            case.body = body
    query = mended(dict(case.query or {}))
    if query != (case.query or {}):
        case.query = query
    if case.path == "/api/activity":
        # A stretch of time that ends before it begins is refused.
        begin, end = query.get("from"), query.get("to")
        if str(begin).isdecimal() and str(end).isdecimal() and int(begin) > int(end):
            case.query = {**query, "from": end, "to": begin}
