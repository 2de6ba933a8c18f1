import os
import pytest
from django.contrib.auth import get_user_model
@pytest.mark.django_db(transaction=True)
def test_shots(visit, live_server, settings):
    settings.ROOT_URLCONF="tests.frame.urls"
    get_user_model().objects.create_user("elin@example.org","correct horse 12",given_name="Elin",family_name="Backlund", is_administrator=True)
    def parts(v,name,h,n):
        for i in range(n):
            v.page.evaluate(f"window.scrollTo(0,{i*h})"); v.page.wait_for_timeout(100)
            v.page.screenshot(path=f"/tmp/fe/{name}-{i}.png")
    v=visit(height=1500); v.page.goto("/konto/login/"); v.page.screenshot(path="/tmp/fe/login.png")
    v.fill_log_in("elin@example.org","correct horse 12"); v.page.wait_for_load_state(); 
    v.page.screenshot(path="/tmp/fe/404.png")
    v.page.goto("/prov/komponenter/"); parts(v,"g",1500,3)
    v=visit(height=1500,narrow=True,dark=True); v.log_in("elin@example.org","correct horse 12"); v.page.wait_for_load_state(); v.page.goto("/prov/komponenter/"); parts(v,"n",1500,4)
    v.page.click(".hat"); v.page.wait_for_timeout(200); v.page.screenshot(path="/tmp/fe/hat.png")
    for p in ["tillganglighet/","tillganglighet/redigera/","personuppgifter/","driftinformation/","kortkommandon/","konto/mfa/"]:
        v.page.goto("/"+p); print(p, v.faults); v.page.screenshot(path=f"/tmp/fe/p-{p.strip('/').replace('/','-')}.png", full_page=True)
