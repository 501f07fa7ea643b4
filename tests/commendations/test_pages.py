"""Thanks through their page."""


def test_a_press_mention_names_where_it_stood(as_member, log):
    page = as_member.get_page("/commendations/new")
    again = as_member.submit(page, "/commendations/new", category="media")
    assert again.status == 422
    assert "写明是哪家媒体" in " ".join(again.errors())
    shown = as_member.submit(page, "/commendations/new", category="media", outlet="青岛日报")
    assert "青岛日报" in shown.text


def test_who_thanked_us_is_masked(as_member, log):
    page = as_member.get_page(f"/commendations/{log.commendation(from_whom='李建国')}")
    assert "李**" in page.text
    assert "李建国" not in page.html
