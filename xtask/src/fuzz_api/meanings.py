"""Bodies: what one value means for another, and values of which only some are there."""

import base64
import binascii
import math
import re
import time

from records import ALL_SCOPES, DOIS, ENTITIES, ORCIDS, PROJECTS, WORKSPACE, chance

PICTURE = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>").decode()
PLACES = ["https://fuzz.example.org/", "http://localhost:9/"]


def is_whole(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == int(value)


def is_text(value, least=0, most=2**31):
    return isinstance(value, str) and least <= len(value) <= most


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
    if is_text(body.get("confirmation"), 1, 120):
        body["confirmation"] = WORKSPACE
    if body.get("mode") == "all":
        body.pop("before_date", None)
    elif body.get("mode") == "before_date":
        body.setdefault("before_date", 1_700_000_000)


def reset(body):
    """The confirmation is the workspace's slug."""
    if isinstance(body.get("confirmation"), str):
        body["confirmation"] = WORKSPACE


def known_people(field):
    """Only people of the workspace can be given what it has."""

    def meaning(body):
        people = body.get(field)
        if isinstance(people, list) and all(isinstance(one, str) for one in people):
            body[field] = [ORCIDS[at % len(ORCIDS)] if one else one for at, one in enumerate(people)]

    return meaning


def import_doi(body):
    people = body.get("person_orcids")
    if isinstance(people, list) and len(people) <= 100:
        known_people("person_orcids")(body)


def texts(*fields):
    """A text in one language under two spellings of its code is none."""

    def meaning(body):
        for field in fields:
            found = body.get(field)
            if isinstance(found, dict) and len({code.lower() for code in found}) < len(found):
                code = min(found)
                body[field] = {code: found[code]}

    return meaning


def profile(body):
    """Categories are those of the workspace, which has none here that everybody could have; a text is in some languages, not
    more than twenty (the published contract says so in words)."""
    texts("name", "biography")(body)
    for field in ("name", "biography"):
        found = body.get(field)
        if isinstance(found, dict) and not 1 <= len(found) <= 20:
            body[field] = dict(list(found.items())[:20]) or {"en": "Somebody"}
    ids = body.get("category_ids")
    if isinstance(ids, list) and len(ids) <= 50 and all(isinstance(one, str) and one for one in ids):
        body["category_ids"] = []


DATE = re.compile(r"([0-9]{4})(-(0[0-9]|1[0-2])(-(0[0-9]|[12][0-9]|3[01]))?)?")


def dated(body, *fields):
    """Years that can be, days that every month has, and ends that are not before starts."""
    for field in fields:
        found = DATE.fullmatch(body[field]) if isinstance(body.get(field), str) else None
        if found is not None:
            year = 2010 + int(found[1]) % 10 + (10 if field == "end_date" else 0)
            day = "" if found[4] is None else f"-{min(int(found[5]), 28):02}"
            body[field] = f"{year}{'' if found[3] is None else '-' + found[3]}{day}"


def web(value):
    """An address of the web that can be read as one."""
    return f"{chance.choice(PLACES)}{chance.randrange(1000)}" if is_text(value, 1) else value


def image(found):
    """An image's addresses are of the web."""
    if isinstance(found, dict):
        for name in ("url", "href", "src"):
            if isinstance(found.get(name), str):
                found[name] = web(found[name]) or "logo.png"


def project(body):
    """Publications are those that there are, dates and images can be."""
    texts("title", "abstract")(body)
    dated(body, "start_date", "end_date")
    if "end_date" in body and "start_date" not in body and isinstance(body["end_date"], str):
        body["end_date"] = re.sub("^20[0-9]{2}", "2029", body["end_date"])
    if "start_date" in body and "end_date" not in body and isinstance(body["start_date"], str):
        body["start_date"] = re.sub("^20[0-9]{2}", "2009", body["start_date"])
    found = body.get("publication_ids")
    if isinstance(found, list) and len(found) <= 1000 and all(isinstance(one, str) and "10." in one for one in found):
        body["publication_ids"] = [DOIS[at % len(DOIS)] for at, _ in enumerate(found)]
    image(body.get("project_logo"))
    for one in body.get("funding_partner_images") or []:
        image(one)
    for field in ("cesam_funding_amount", "total_funding_amount"):
        if isinstance(body.get(field), float) and not math.isfinite(body[field]):
            body[field] = 1.0


def work(body):
    """People and projects are those that there are, dates and addresses can be."""
    texts("title", "abstract")(body)
    dated(body, "publication_date")
    people = body.get("person_orcids")
    if isinstance(people, list) and len(people) <= 1000:
        known_people("person_orcids")(body)
    named = body.get("project_ids")
    if isinstance(named, list) and len(named) <= 1000 and all(is_text(one, 1, 190) for one in named):
        known = PROJECTS()
        body["project_ids"] = [known[at % len(known)] for at, _ in enumerate(named)]
    if isinstance(body.get("url"), str) and re.match("https?://", body["url"], re.IGNORECASE):
        body["url"] = web(body["url"])


def is_base64(text):
    try:
        base64.b64decode(text, validate=True)
        return True
    except (binascii.Error, ValueError):
        return False


def picture(value):
    """Bytes in base64 become those of a picture."""
    return PICTURE if isinstance(value, str) and is_base64(value) else value


def plain(text):
    """Without what no line and no header can hold."""
    return re.sub(r"[^\x20-\x7e]", "x", text).strip()[:200]


def policy(value):
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {
            plain(name): [plain(one) for one in found] if isinstance(found, list) and all(isinstance(one, str) for one in found)
            else policy(found) if isinstance(found, str) else found
            for name, found in list(value.items())[:5]
        }
    return value


def block(found):
    """`.` and `..` are no hosts."""
    if isinstance(found, dict) and isinstance(found.get("domains"), list):
        found["domains"] = ["doi.org" if one in (".", "..") else one for one in found["domains"]]
    return found


def manifest(body):
    """Pictures are pictures, each block is named once, the workspace is one's own, addresses can be called."""
    if is_text(body.get("organization")):
        body["organization"] = WORKSPACE
    if is_text(body.get("title"), 2, 30) and re.search(r"[^\s\x00-\x1f\x7f-\x9f]{2}|\S[^\x00-\x1f\x7f-\x9f]*\S", body["title"]):
        body["title"] = "t" + re.sub(r"[\s\x00-\x1f\x7f-\x9f]", "x", body["title"])[1:]
    if "icon" in body:
        body["icon"] = picture(body["icon"])
    if isinstance(body.get("previewImages"), list):
        body["previewImages"] = [picture(one) for one in body["previewImages"]]
    if is_text(body.get("webhookUrl"), 1, 2048):
        body["webhookUrl"] = web(body["webhookUrl"])
    if "contentSecurityPolicy" in body:
        body["contentSecurityPolicy"] = policy(body["contentSecurityPolicy"])
    blocks = body.get("blocks")
    if isinstance(blocks, list) and len(blocks) <= 5 and all(isinstance(one, dict) for one in blocks):
        seen = {str(one.get("id")): block(one) for one in blocks}
        body["blocks"] = list(seen.values())


def development(body):
    if is_text(body.get("tunnelUrl"), 1, 256):
        body["tunnelUrl"] = web(body["tunnelUrl"])


def installing(body):
    if is_text(body.get("organization")):
        body["organization"] = WORKSPACE


def any_scope(body):
    """What an integration asks for that another call has made is not known here: all of it, then."""
    scopes = body.get("scopes")
    if isinstance(scopes, list) and all(one in ALL_SCOPES for one in scopes):
        del body["scopes"]


def installed(body):
    """Entities are those that there are."""
    named = body.get("spaces")
    if isinstance(named, list) and len(named) <= 1000 and all(isinstance(one, str) for one in named):
        known = ENTITIES()
        body["spaces"] = [known[at % len(known)] for at, _ in enumerate(named)]


def credential(body):
    """A credential ends in the future."""
    if is_whole(body.get("expires_at")) and 0 < body["expires_at"] <= 253_402_300_799:
        body["expires_at"] = max(body["expires_at"], int(time.time()) + 1000)


def site(body):
    if is_text(body.get("siteId"), 1, 512):
        body["siteId"] = f"https://s{chance.randrange(10**6)}.example.org"


def photo(body):
    if is_text(body.get("url"), 1, 500):
        body["url"] = web(body["url"])


def link(body):
    """Which authors a publication has is its own matter; people are those of the workspace."""
    body.pop("position", None) if is_whole(body.get("position")) and 1 <= body["position"] <= 100_000 else None


def home(body):
    """A workspace's default entity is one of its own, which only the demo's is known of here: it stays as it is."""
    if is_text(body.get("default_entity"), 1, 120) and re.fullmatch("[a-z0-9-]+", body["default_entity"]):
        del body["default_entity"]


INTEGRATION = "/api/integrations/{integrationName}"
INSTALLATION = INTEGRATION + "/installations/{installationId}"
INSTALLING = ("POST", INTEGRATION + "/installations")

MEANINGS = {
    ("POST", "/api/partners/people/{orcid}/membership"): membership,
    ("PATCH", "/api/people/{orcid}/affiliation"): membership,
    ("POST", "/api/activity/cleanup"): clean_up,
    ("POST", "/api/site-tools/reset-data"): reset,
    ("POST", "/api/import/doi"): import_doi,
    ("PATCH", "/api/people/{orcid}"): profile,
    ("PUT", "/api/people/{orcid}/photo"): photo,
    ("POST", "/api/publications/bulk"): bulk,
    ("POST", "/api/publications/{id}/people"): link,
    ("POST", "/api/projects"): project,
    ("PATCH", "/api/projects/{id}"): project,
    ("POST", "/api/works"): work,
    ("PATCH", "/api/works/{id}"): work,
    ("PATCH", "/api/workspaces/{id}"): home,
    ("POST", "/api/entities"): texts("name"),
    ("PATCH", "/api/entities/{id}"): texts("name"),
    ("POST", "/api/categories"): texts("name"),
    ("PATCH", "/api/categories/{id}"): texts("name"),
    ("POST", INTEGRATION): manifest,
    ("PUT", INTEGRATION + "/dev"): development,
    INSTALLING: installing,
    ("PATCH", INSTALLATION): installed,
    ("POST", INSTALLATION + "/credentials"): credential,
    ("POST", INSTALLATION + "/sites"): site,
}
