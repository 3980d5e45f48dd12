"""Setups for tests: two by hand, and generated ones that hold whatever the reasons let through."""

from __future__ import annotations

from hypothesis import strategies as st

from profiles.arns import RoleArn
from profiles.partitions import PARTITIONS
from profiles.setting_up.managed_policies import MANAGED_POLICIES
from profiles.setting_up.setups import BastionSetup, KeysForPrograms, Setup, SwitchSetup, Tags, TargetSetup

BASTION_ROLE = RoleArn.parse("arn:aws:iam::111111111111:role/sso")
TARGET_ROLE = RoleArn.parse("arn:aws:iam::222222222222:role/team/Dev")
NASTY = 'It\'s "quoted", `date`, $(date), ${path.module}, $${x}, %{if true}, C:\\new\t50 % é\n-end'
"""What a shell, a template or an escape would read as something else; IAM takes it as a description."""

TARGET = TargetSetup(
    TARGET_ROLE,
    BASTION_ROLE,
    description=NASTY,
    tags=(("Team", "Web = 開発"), ("cost centre", "")),
    max_session_seconds=7200,
    external_id="a+b/c:d",
)
BASTION = BastionSetup(BASTION_ROLE, tags=(("Owner", "it@example.com"),), targets=(TARGET_ROLE,))
SWITCH = SwitchSetup(BASTION_ROLE, (TARGET_ROLE, RoleArn.parse("arn:aws:iam::333333333333:role/Admin")))
PROGRAM = KeysForPrograms(
    "222222222222", "backup", "ops@example.com", ("203.0.113.0/24", "198.51.100.7", "2001:db8::/48")
)
EVERY_KIND: tuple[Setup, ...] = (TARGET, BASTION, SWITCH, PROGRAM)

NAME = st.text("abcXYZ019_+=,.@-", min_size=1, max_size=64)
ACCOUNT = st.text("0123456789", min_size=12, max_size=12)
PART = st.text("ab/cXYZ019_+=,.@-~!#&()'", min_size=1, max_size=40).map(lambda text: text.replace("/", "x"))
PATH = st.one_of(
    st.just("/"), st.lists(PART, min_size=1, max_size=3).map(lambda parts: f"/{'/'.join(parts)}/")
)
PARTITION = st.sampled_from([each.id for each in PARTITIONS])
DESCRIPTION = st.one_of(
    st.text(st.sampled_from("ab é\"'\\$%{}`!\t\n-#/*"), max_size=60),
    st.sampled_from(["file:///etc/passwd", "https://example.com/", "--help", "$$${x}", "%%%{x}", NASTY]),
)
TAG_TEXT = st.text("abcé開発 _.:/=+-@0", max_size=20)


def roles(partition: st.SearchStrategy[str] = PARTITION) -> st.SearchStrategy[RoleArn]:
    return st.builds(RoleArn, partition, ACCOUNT, PATH, NAME)


def tags() -> st.SearchStrategy[Tags]:
    keys = st.text("abcé開発 _.:/=+-@0", min_size=1, max_size=20)
    return st.lists(st.tuples(keys, TAG_TEXT), max_size=4, unique_by=lambda tag: tag[0].lower()).map(tuple)


@st.composite
def targets(draw: st.DrawFn) -> TargetSetup:
    role = draw(roles())
    own = st.builds("arn:{}:iam::{}:policy/{}".format, st.just(role.partition), st.just(role.account), NAME)
    return TargetSetup(
        role,
        draw(roles(st.just(role.partition)).filter(lambda other: other != role)),
        permissions=draw(st.one_of(st.sampled_from([each.name for each in MANAGED_POLICIES]), own)),
        description=draw(DESCRIPTION),
        tags=draw(tags()),
        max_session_seconds=draw(st.integers(3600, 43200)),
        external_id=draw(st.none() | st.text("abZ09_+=,.@:/-", min_size=2, max_size=40)),
    )


@st.composite
def bastions(draw: st.DrawFn) -> BastionSetup:
    role = draw(roles())
    others = roles(st.just(role.partition)).filter(lambda other: other != role)
    return BastionSetup(
        role,
        provider_name=draw(st.text("abZ09_.-", min_size=1, max_size=128)),
        description=draw(DESCRIPTION),
        tags=draw(tags()),
        max_session_seconds=draw(st.integers(3600, 43200)),
        console_session_seconds=draw(st.integers(900, 43200)),
        targets=tuple(draw(st.lists(others, max_size=4))),
    )


def switches() -> st.SearchStrategy[SwitchSetup]:
    with_targets = bastions().filter(lambda bastion: bool(bastion.targets))
    return with_targets.map(lambda bastion: SwitchSetup(bastion.role, bastion.targets))


def programs() -> st.SearchStrategy[KeysForPrograms]:
    sources = st.lists(
        st.sampled_from(["203.0.113.0/24", "198.51.100.7", "2001:db8::/48"]),
        min_size=1,
        max_size=3,
        unique=True,
    )
    owner = TAG_TEXT.filter(bool)
    return st.builds(KeysForPrograms, ACCOUNT, NAME, owner, sources.map(tuple), PARTITION)


def every_kind() -> st.SearchStrategy[Setup]:
    return st.one_of(targets(), bastions(), switches(), programs())
