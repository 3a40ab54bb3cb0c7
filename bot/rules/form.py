"""What a person typed must fit: arguments keep their types, answers fit the agent's schema."""

from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError

from bot.errors import BadInput
from bot.rules.json import Json, JsonValue


def check_arguments(before: Json, edited: Json) -> None:
    """An edit keeps to the arguments the agent gave, each of the type it had."""
    fields = {
        name: f"`{name}` is not an argument of this call." for name in edited.keys() - before.keys()
    }
    fields |= {name: f"`{name}` is missing." for name in before.keys() - edited.keys()}
    for name in before.keys() & edited.keys():
        if not _same_type(before[name], edited[name]):
            fields[name] = f"`{name}` must be {_type_name(before[name])}."
    if fields:
        raise BadInput(" ".join(fields.values()), fields=fields)


def check_response(schema: Json | None, response: Json | None, message: str) -> None:
    """An answer fits the agent's schema; without a schema it is plain words, and not empty."""
    if schema is None:
        if not message.strip() and not response:
            raise BadInput("Please write an answer.", fields={"message": "Please write an answer."})
        return
    errors = Draft202012Validator(schema).iter_errors(response or {})
    fields = dict(_field_and_sentence(error) for error in errors)
    if fields:
        raise BadInput(" ".join(fields.values()), fields=fields)


def check_schema(schema: Json) -> None:
    """The agent's own schema must be one: an object of simple fields a form can ask for."""
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise BadInput(
            "`response_schema` is not a JSON Schema.",
            fields={"response_schema": error.message[:200]},
        ) from None
    if schema.get("type") != "object":
        raise BadInput(fields={"response_schema.type": "It must be `object`: a form has fields."})


def _field_and_sentence(error: ValidationError) -> tuple[str, str]:
    wanted: Any = error.validator_value
    if error.validator == "required":
        missing = [name for name in wanted if name not in error.instance]
        return missing[0], f"`{missing[0]}` is required."
    if error.validator == "additionalProperties":
        return "response", "There are fields that the agent did not ask for."
    name = str(error.absolute_path[0]) if error.absolute_path else "response"
    return name, f"`{name}` {_expectation(error)}"


def _expectation(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    match error.validator:
        case "type":
            return f"must be {_article(str(wanted))}."
        case "enum":
            return f"must be one of: {', '.join(map(str, wanted))}."
        case "minimum" | "exclusiveMinimum":
            return f"must be at least {wanted}."
        case "maximum" | "exclusiveMaximum":
            return f"must be at most {wanted}."
        case "minLength":
            return f"needs {wanted} characters or more."
        case "maxLength":
            return f"takes {wanted} characters or fewer."
        case "pattern" | "format":
            return f"does not have the form {wanted}."
        case _:
            return "does not fit what the agent asked for."


def _same_type(before: JsonValue, after: JsonValue) -> bool:
    if isinstance(before, bool) or isinstance(after, bool):
        return isinstance(before, bool) and isinstance(after, bool)
    if isinstance(before, int | float):
        return isinstance(after, int | float)
    return before is None or isinstance(after, type(before))


def _type_name(value: JsonValue) -> str:
    match value:
        case bool():
            return "yes or no"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list (JSON)"
        case _:
            return "an object (JSON)"


def _article(json_type: str) -> str:
    return {
        "integer": "a whole number",
        "number": "a number",
        "boolean": "yes or no",
        "string": "text",
    }.get(json_type, f"of type {json_type}")
