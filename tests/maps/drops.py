"""What the browser tests of the map of freshness share."""

from datetime import date, timedelta

from servicecorps import clock
from servicecorps.places.rules import freshness

DAYS_SINCE_1970 = date(1970, 1, 1)
LEVELS = ("in", "soon", "over", "far", "never")
DUE = ("over", "far", "never")
# The layer with the communities: put what is asked of it behind.
OF_DOTS = """() => {
    const dots = Object.values(map_main._layers).find((layer) => layer.answer);
    return dots.%s;
}"""


def judged(answer, days):
    """Return the level of every community in care, as the server's own rule has it."""
    today = DAYS_SINCE_1970 + timedelta(days=answer["today"])
    last = [DAYS_SINCE_1970 + timedelta(days=one) if one else None for one in answer["last"]]
    return [
        freshness(when, days or target, today)
        for when, target, care in zip(last, answer["target"], answer["care"], strict=True)
        if care == "1"
    ]


def many(page, count=10_000, layer="fresh"):
    """Answer the page with that many made-up communities, every fourth of them not in our care."""
    today = (clock.today() - DAYS_SINCE_1970).days

    def fulfil(route):
        answer = route.fetch().json()
        ids = range(1, count + 1)
        answer |= {
            "id": [1] * count,
            "lat": [361_000] + [[7, -5, 11, -13][at % 4] for at in ids[1:]],
            "lon": [1_203_500] + [[3, 9, -8, -1][at % 4] for at in ids[1:]],
            "near": "".join("10"[at % 2] for at in ids),
            "care": "".join("1" if at % 4 else "0" for at in ids),
            "last": [0 if at % 10 == 1 else today - at % 250 for at in ids],
            "target": [30 if at % 2 else 90 for at in ids],
            "homes": [at % 20 for at in ids],
            "pressing": [at % 7 for at in ids],
            "today": today,
            "amount": [at % 23 for at in ids],
        }
        route.fulfill(json=answer)

    page.route(f"**/map/{layer}.json*", fulfil)


def fresh_answer(page, browse, query=""):
    """Return what the script is told."""
    return page.request.get(f"{browse.base}/map/fresh.json?{query}").json()


def numbers(page):
    """Return the numbers of the legend."""
    texts = page.eval_on_selector_all("#map-legend b", "all => all.map((b) => b.textContent)")
    return [int(text.replace(",", "")) for text in texts if text]


def slide(page, days):
    """Put the slider to a number of days and wait until everything has followed."""
    page.evaluate(
        """(days) => {
            const slider = document.getElementById("map-days");
            slider.value = days;
            slider.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        days,
    )
    page.wait_for_function(f"() => location.search.includes('days={days}')")
