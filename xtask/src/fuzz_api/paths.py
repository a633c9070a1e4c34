"""Paths of the control plane and of curated records: parts that belong together, of records that there are."""

import hashlib
import re
import urllib.error

from records import (
    APP,
    CATEGORIES,
    DOIS,
    ENTITIES,
    EVENTS,
    MEMBERS,
    ORCIDS,
    PLACES,
    PROJECTS,
    SCRIPT,
    SITE,
    SLUGS,
    WORKS,
    WORKSPACE,
    ask,
    attempt,
    chance,
    credentials,
    edits,
    quoted,
    spare,
    stage,
    work,
)

NAME = re.compile(r"[a-zA-Z0-9_.-]{1,100}")
INTEGRATION = "/api/integrations/{integrationName}"
INSTALLATION = INTEGRATION + "/installations/{installationId}"


def installation(case):
    """An installation that there is. What ends one ends one that was made for it."""
    name, where = chance.choice(PLACES())
    suffix = case.path.removeprefix(INSTALLATION)
    method = case.method.upper()
    if method == "DELETE" and suffix == "":
        name, where = spare()
    elif suffix.startswith("/sites/") or method in ("PATCH", "DELETE"):
        name, where = spare() if isinstance(case.body, dict) and "status" in case.body else stage()
    elif suffix == "/tokens":
        name, where = next((place for place in PLACES() if place[0] == "wordpress"), (name, where))
    parts = {"integrationName": name, "installationId": where}
    if "{siteId}" in suffix:
        parts["siteId"] = quoted(SITE)
    if "{credentialId}" in suffix:
        parts["credentialId"] = chance.choice(credentials(name, where))
    if "{spaceId}" in suffix:
        parts["spaceId"] = chance.choice(ENTITIES())
    return parts


def integration(case):
    """An integration that there is; one that was made for it where it is withdrawn or installed."""
    method, suffix = case.method.upper(), case.path.removeprefix(INTEGRATION)
    if "{installationId}" in case.path:
        return installation(case)
    if suffix == "" and method == "POST":
        return {}
    if suffix == "" and method == "DELETE":
        name, where = spare()
        if chance.randrange(2):
            ask(f"/api/integrations/{name}/installations/{where}", method="DELETE")
        return {"integrationName": name}
    if suffix == "/installations" and method == "POST":
        name, where = spare()
        ask(f"/api/integrations/{name}/installations/{where}", method="DELETE")
        return {"integrationName": name}
    parts = {"integrationName": APP}
    if "{eventId}" in suffix:
        parts["eventId"] = chance.choice(EVENTS())
    return parts


def organization(case):
    parts = {"organizationId": WORKSPACE}
    if "{integrationName}" in case.path:
        parts["integrationName"] = chance.choice((APP, "wordpress", "drupal"))
    if "{siteId}" in case.path:
        parts["siteId"] = quoted("https://www.example.org")
    return parts


def space(_):
    return {"spaceId": chance.choice(ENTITIES())}


def centre(case):
    parts = {"id": WORKSPACE}
    if "{userId}" in case.path:
        parts["userId"] = chance.choice(MEMBERS())
    return parts


def one_work(case):
    """Becoming a publication is for good: a work of its own does."""
    return {"id": work() if case.path.endswith("/promote") else chance.choice(WORKS())}


def publication(case):
    """A publication, and somebody who is linked to it, or whose it is not, or an edit of it."""
    doi = chance.choice(DOIS)
    parts = {"id": doi}
    if "{entry}" in case.path:
        entries = edits(doi)
        return {**parts, "entry": chance.choice(entries)} if entries else {}
    if "{orcid}" in case.path:
        person = chance.choice(ORCIDS)
        place = f"/api/publications/{quoted(doi)}/people"
        if case.method.upper() == "DELETE" and case.path.endswith("/not-mine"):
            attempt(f"{place}/{person}/not-mine", method="POST")
        else:
            attempt(place, {"orcid_id": person})
        parts["orcid"] = person
    return parts


# By how a path begins; the first that fits counts.
KINDS = [
    (INTEGRATION, integration),
    ("/v1/people/by-slug/{slug}", lambda _: {"slug": chance.choice(SLUGS())}),
    ("/integrations/v1/scripts/{file}", lambda _: {"file": f"{hashlib.sha256(SCRIPT.encode()).hexdigest()}.js"}),
    ("/api/orgs/{organizationId}", organization),
    ("/api/spaces/{spaceId}", space),
    ("/api/workspaces/{id}", centre),
    ("/api/works/{id}", one_work),
    ("/api/projects/{id}", lambda _: {"id": chance.choice(PROJECTS())}),
    ("/api/entities/{id}", lambda _: {"id": chance.choice(ENTITIES())}),
    ("/api/categories/{id}", lambda _: {"id": chance.choice(CATEGORIES())}),
    ("/api/publications/{id}/", publication),
]

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ORCID = re.compile(r"\s*(https?://)?(www\.|sandbox\.)?(orcid\.org/|orcid:)?[0-9]{4}-?[0-9]{4}-?[0-9]{4}-?[0-9]{3}[0-9Xx]/?\s*")
DOI = re.compile(r"10\.[0-9]{2,9}(\.[0-9]+)*(/|%2[Ff])\S")


def is_allowed(path, name, text):
    """Whether the document allows it: what it forbids stays as it is."""
    if not isinstance(text, str):
        return False
    if name == "integrationName":
        return NAME.fullmatch(text) is not None
    if name == "orcid":
        return ORCID.fullmatch(text) is not None
    if name == "id" and path.startswith("/api/publications/"):
        return DOI.search(text) is not None
    if name == "file":
        return re.fullmatch(r"[0-9a-f]{64}\.js", text) is not None
    if name == "slug" or (name == "id" and path.startswith(("/api/entities/", "/api/categories/"))):
        return SLUG.fullmatch(text) is not None
    return name != "userId" or len(text) <= 190


def real(case):
    """Three times of four, the path of something that there is."""
    asked = case.path_parameters or {}
    kind = next((kind for start, kind in KINDS if case.path.startswith(start)), None)
    if kind is None or not asked or not chance.randrange(4):
        return None
    if not all(is_allowed(case.path, name, text) for name, text in asked.items()):
        return None
    try:
        return {**asked, **kind(case)}
    except urllib.error.HTTPError:
        # Another call has just taken away what this one would name.
        return None
