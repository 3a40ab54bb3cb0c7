"""Try a policy before it judges anybody: check the file, replay past turns through it."""

import typer

app = typer.Typer(no_args_is_help=True)
