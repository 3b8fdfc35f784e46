import pytest
from tests.browser.test_projects_admin import twin, problems, TRAM  # noqa
from projects.models import Project

def test_shots(window, log_in, twin):
    tram = Project.objects.get(slug=TRAM)
    for width in (1280, 360):
        reader = window(width=width)
        log_in(reader, "staff")
        start = f"{reader.origin}/admin/projects/project/"
        for name, tail in {"list": "", "change": f"{twin.pk}/change/", "dup": "duplicates/", "merge": f"merge/?keep={tram.pk}&lose={twin.pk}", "links": f"links/?project={tram.pk}", "merges": "../merge/","index":"../../"}.items():
            reader.page.goto(start + tail)
            reader.page.screenshot(path=f"/tmp/curate/{name}-{width}.png", full_page=True)
            print(name, width, problems(reader.page))
