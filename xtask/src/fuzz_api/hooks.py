"""What a fuzzer cannot know from a document alone: which records there are, and what one value means for another.

Schemathesis loads this file. Nothing in it hides a failure: it makes valid requests valid (a check digit, a cursor
that the service gave out, the workspace's own slug) and leaves all checks on. Records are in `records.py`, paths in
`paths.py`, bodies in `meanings.py`.
"""

import os
import re
import sys

import schemathesis
from hypothesis import strategies as st

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from meanings import INSTALLING, MEANINGS, any_scope  # noqa: E402
from paths import real  # noqa: E402
from records import CURSORS, DOIS, KEYS, ORCIDS, SLICES, ask, chance  # noqa: E402

METHODS = ("get", "put", "post", "patch", "delete")


# ---------------------------------------------------------------------------------------------------------------
# Formats: values that no pattern can describe
# ---------------------------------------------------------------------------------------------------------------

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
schemathesis.openapi.format("slice-cursor", st.sampled_from(SLICES or [""]))
words = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=9)
schemathesis.openapi.format("slug", st.lists(words, min_size=1, max_size=4).map("-".join))
schemathesis.openapi.format("language-tag", st.from_regex("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", fullmatch=True))
schemathesis.openapi.format("web-address", words.map(lambda word: f"https://{word}.example.org/"))
schemathesis.openapi.format("origin", words.map(lambda word: f"https://{word}.example.org"))
schemathesis.openapi.format("email-address", words.map(lambda word: f"{word}@example.org"))
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


# Lists that go on where the part before says.
CONTROL = ("/api/integrations", "/api/orgs/")
FORCE_FAIL = "/api/ingest/stuck/{jobId}/force-fail"
MANY = 40


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


@schemathesis.hook
def before_call(context, case, kwargs):
    parts = real(case)
    if parts is not None:
        case.path_parameters = parts
    if isinstance(case.body, dict):
        body = mended(case.body)
        meaning = MEANINGS.get((case.method.upper(), case.path))
        if meaning is not None:
            meaning(body)
        if parts is None and (case.method.upper(), case.path) == INSTALLING:
            any_scope(body)
        if case.path == FORCE_FAIL:
            open_job(case, body)
        if body != case.body:
            case.body = body
    query = mended(dict(case.query or {}))
    page = query.get("page")
    if case.path.startswith(CONTROL) and isinstance(page, str) and 1 <= len(page) <= 1024 and SLICES:
        query["page"] = chance.choice(SLICES)
    if query != (case.query or {}):
        case.query = query
    if case.path == "/api/activity":
        # A stretch of time that ends before it begins is refused.
        begin, end = query.get("from"), query.get("to")
        if str(begin).isdecimal() and str(end).isdecimal() and int(begin) > int(end):
            case.query = {**query, "from": end, "to": begin}
