import pytest

from controlroom.auth.roles import RIGHTS, Right, Role


def test_only_duty_officers_and_shift_leaders_acknowledge() -> None:
    assert {role for role in Role if role.may(Right.ACKNOWLEDGE)} == {Role.DUTY_OFFICER, Role.SHIFT_LEADER}


def test_who_looks_ahead_plans_patrols() -> None:
    planners = {Role.DUTY_OFFICER, Role.SHIFT_LEADER, Role.ANALYST}
    assert {role for role in Role if role.may(Right.PLAN)} == planners


def test_a_wall_sees_the_wall_and_nothing_else() -> None:
    assert RIGHTS[Role.WALL] == {Right.SEE_WALL}


@pytest.mark.parametrize("role", sorted(set(Role) - set(RIGHTS)))
def test_a_role_that_is_not_in_the_table_may_do_nothing(role: Role) -> None:
    assert not any(role.may(right) for right in Right)
