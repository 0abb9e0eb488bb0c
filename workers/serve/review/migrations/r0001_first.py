"""Everything that was there at first."""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "review_calls",
        sa.Column("call", sa.String(64), sa.ForeignKey("calls.id", ondelete="CASCADE"), nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent", sa.String(80), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("regions", sa.Integer(), nullable=False),
        sa.Column("entities", sa.String(1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("assignee", sa.String(64), nullable=False),
        sa.Column("approver", sa.String(64), nullable=False),
        sa.Column("flags", sa.Integer(), nullable=False),
        sa.Column("sampled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("call", name=op.f("pk_review_calls")),
    )
    for name, columns in (
        (
            "list",
            [
                *("tenant", "at", "call", "state", "language", "agent"),
                *("assignee", "seconds", "flags", "sampled", "entities"),
            ],
        ),
        ("tenant_agent_at", ["tenant", "agent", "at"]),
        ("tenant_added", ["tenant", "added"]),
    ):
        op.create_index(f"ix_review_calls_{name}", "review_calls", columns)
    op.create_table(
        "review_comments",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("call", sa.String(64), sa.ForeignKey("calls.id", ondelete="CASCADE"), nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_comments")),
    )
    op.create_index("ix_review_comments_call", "review_comments", ["call"])
    op.create_table(
        "review_decisions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("call", sa.String(64), sa.ForeignKey("calls.id", ondelete="CASCADE"), nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_decisions")),
    )
    op.create_index("ix_review_decisions_call", "review_decisions", ["call"])
    op.create_index("ix_review_decisions_tenant_at", "review_decisions", ["tenant", "at"])
