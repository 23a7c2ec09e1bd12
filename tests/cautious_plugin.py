"""A plugin that withholds what goes to one customer."""

from sollecito import Statement, Text, hookimpl, say


@hookimpl
def veto_dispatch(statement: Statement) -> Text | None:
    if statement.customer.code == "ROSSI":
        return say("The lawyers are at it.")
    return None
