"""Records that the run can name: those that there are, and those that it makes because other calls take them away."""

import json
import os
import random
import time
import urllib.error
import urllib.parse
import urllib.request

DASHBOARD = os.environ["LEGACITI_FUZZ_DASHBOARD"]
COOKIE = os.environ["LEGACITI_FUZZ_COOKIE"]
WORKSPACE = os.environ["LEGACITI_FUZZ_WORKSPACE"]

# The app of the run, which no call withdraws.
APP = "fuzz-stage"
ALL_SCOPES = ["people.read", "publications.read", "works.read", "projects.read"]
SITE = "https://fuzz.example.org"
SCRIPT = "void 0;"

chance = random.Random(1)


def ask(path, body=None, method=None):
    """An answer of the dashboard, as its staff see it; with a body, of what they send."""
    headers = {"Cookie": COOKIE, "X-Workspace-Id": WORKSPACE}
    if body is not None or method is not None:
        headers |= {"Content-Type": "application/json", "Origin": DASHBOARD}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(DASHBOARD + path, data=data, headers=headers, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as answer:
        text = answer.read()
        return json.loads(text) if text else None


def attempt(path, body=None, method=None):
    """The same where a refusal is as good: what is wanted may be there already."""
    try:
        return ask(path, body, method)
    except urllib.error.HTTPError as refusal:
        refusal.read()
        return None


def quoted(text):
    return urllib.parse.quote(text, safe="")


def fresh(prefix):
    """A word that nobody has used."""
    return f"{prefix}-{time.time_ns():x}{chance.randrange(4096):03x}"


class Recent:
    """A list that is asked for again after a while."""

    def __init__(self, read, seconds=3.0):
        self.read, self.seconds = read, seconds
        self.found, self.until = [], 0.0

    def __call__(self):
        if time.monotonic() >= self.until:
            self.found = self.read()
            self.until = time.monotonic() + self.seconds
        return self.found


def publish(name):
    """An integration of one's own that asks for all scopes and has somewhere to deliver to."""
    manifest = {
        "title": "Stage",
        "description": "For calls that need an integration",
        "summary": "",
        "script": SCRIPT,
        "organization": WORKSPACE,
        "scopes": ALL_SCOPES,
        "webhookUrl": "http://localhost:9/events",
        "blocks": [{"id": "citation", "domains": ["doi.org"]}],
    }
    ask(f"/api/integrations/{name}", manifest)
    return name


def install(name):
    made = ask(f"/api/integrations/{name}/installations", {"organization": WORKSPACE})
    return made["id"]


def spare():
    """An integration that may be withdrawn, and its installation."""
    name = publish(fresh("fuzz"))
    return name, install(name)


def installations(name):
    return [one["id"] for one in ask(f"/api/integrations/{name}/installations")["items"]]


def stage():
    """The app of the run with an installation that has a site."""
    found = installations(APP)
    where = found[0] if found else install(APP)
    attempt(f"/api/integrations/{APP}/installations/{where}/sites", {"siteId": SITE})
    return APP, where


def installed():
    """Integrations and installations of theirs."""
    places = [stage()]
    for name in ("wordpress", "drupal"):
        places += [(name, one) for one in installations(name)]
    return places


def events():
    found = ask(f"/api/integrations/{APP}/events")["items"]
    if not found:
        ask(f"/api/integrations/{APP}/tasks", {"task": {"kind": "fuzz"}})
        found = ask(f"/api/integrations/{APP}/events")["items"]
    return [one["id"] for one in found]


def credentials(name, where):
    place = f"/api/integrations/{name}/installations/{where}/credentials"
    good = [one["id"] for one in ask(place)["items"] if one["is_active"] and not one["is_temporary"]]
    if len(good) < 2:
        return [ask(place, {})["credential"]["id"]]
    if len(good) > 5:
        ask(f"{place}/{good[-1]}", method="DELETE")
    return good[:-1]


def members():
    """Whoever may be sent away: not the one who calls."""
    place = f"/api/workspaces/{WORKSPACE}/members"
    found = [one["id"] for one in ask(place)["members"] if not one["superadmin"]]
    if not found:
        new = {"email": f"{fresh('m')}@example.org", "role": "viewer", "name": "M", "password": fresh("p")}
        found = [ask(place, new)["id"]]
    return found


def entities():
    attempt("/api/entities", {"id": "fuzz-entity", "name": "Entity"})
    return [one["id"] for one in ask("/api/entities?status=all")["entities"]]


def categories():
    attempt("/api/categories", {"id": "fuzz-category", "name": "Category"})
    return [one["id"] for one in ask("/api/categories?status=all")["categories"]]


def work():
    return ask("/api/works", {"title": "A work to work with"})["id"]


def works():
    found = ask("/api/works?perPage=100&status=all")["works"]
    return [one["id"] for one in found if not one.get("promoted_to")] or [work()]


def projects():
    made = {"title": "A project", "programme": "Of the run"}
    found = ask("/api/projects?perPage=100&status=all")["projects"]
    return [one["id"] for one in found] or [ask("/api/projects", made)["id"]]


def edits(doi):
    """Entries of a publication's history, of which there is one at least."""
    place = f"/api/publications/{quoted(doi)}"
    found = ask(f"{place}/history")["entries"]
    if not found:
        patch = [{"op": "replace", "path": "/title", "value": fresh("Title")}]
        attempt(place, patch, "PATCH")
        found = ask(f"{place}/history")["entries"]
    return [one["id"] for one in found]


def slugs():
    """Slugs of people, and one that somebody had before."""
    people = ask("/api/people?perPage=100")["people"]
    first = people[0]
    if not first["slug"].endswith("-now"):
        attempt(f"/api/people/{first['orcid_id']}/slug", {"slug": f"{first['slug']}-now"}, "PUT")
    return [one["slug"] for one in people] + [first["slug"].removesuffix("-now")]


publish(APP)
DOIS = [found["id"] for found in ask("/api/publications?perPage=100&status=all")["publications"]]
ORCIDS = [found["orcid_id"] for found in ask("/api/people?perPage=100")["people"]]
KEYS = [found["key_hash"] for found in ask("/api/site-tools/api-keys")["api_keys"]]
CURSORS = [
    found
    for found in (ask(f"/api/activity?per_page={size}")["next_cursor"] for size in (1, 2, 3))
    if found
]
# Where the lists of the control plane go on.
SLICES = [
    found["page"]
    for found in (ask(f"{path}?limit=1")["next"] for path in ("/api/integrations", "/api/integrations/wordpress/spaces"))
    if found
]
PLACES = Recent(installed)
EVENTS = Recent(events)
MEMBERS = Recent(members)
ENTITIES = Recent(entities)
CATEGORIES = Recent(categories)
SLUGS = Recent(slugs, 60.0)
WORKS = Recent(works)
PROJECTS = Recent(projects)
