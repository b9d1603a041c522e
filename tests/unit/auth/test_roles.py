from controlroom.auth.roles import RIGHTS, Right, Role


def test_only_duty_officers_and_shift_leaders_acknowledge() -> None:
    assert {role for role in Role if role.may(Right.ACKNOWLEDGE)} == {Role.DUTY_OFFICER, Role.SHIFT_LEADER}


def test_who_looks_ahead_plans_patrols() -> None:
    planners = {Role.DUTY_OFFICER, Role.SHIFT_LEADER, Role.ANALYST}
    assert {role for role in Role if role.may(Right.PLAN)} == planners


def test_a_wall_sees_the_wall_and_nothing_else() -> None:
    assert RIGHTS[Role.WALL] == {Right.SEE_WALL}


def test_who_is_in_the_field_reports_and_does_nothing_else() -> None:
    assert RIGHTS[Role.FIELD_UNIT] == {Right.REPORT_FROM_FIELD}
    assert {role for role in Role if role.may(Right.REPORT_FROM_FIELD)} == {Role.FIELD_UNIT}


def test_every_role_may_do_something() -> None:
    assert set(RIGHTS) == set(Role)
    assert all(RIGHTS.values())
