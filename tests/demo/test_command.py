"""`flask demo` as somebody runs it who wants to see the program."""


def test_it_says_what_it_made_and_fills_no_house_twice(empty):
    runner = empty.test_cli_runner()
    words = ["demo", "--records", "40", "--seed", "3", "--until", "2026-10-19"]
    first = runner.invoke(args=words)
    assert first.exit_code == 0, first.output
    assert first.output.startswith("已填 / filled: 人 / people ")
    assert first.output.endswith("记录 / records 40\n")
    again = runner.invoke(args=words)
    assert again.exit_code == 1
    assert "演示只能装进空库" in again.output
