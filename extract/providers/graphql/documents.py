"""GraphQL documents, parsed: what they ask for, and that they only ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    NonNullTypeNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    parse,
)

MOST_TOKENS = 50_000
DATA = "data"
Path = tuple[str, ...]
# What a selection gives under one name; the same name may stand there several times.
Fields = Mapping[str, list[FieldNode]]


@dataclass(frozen=True)
class Document:
    """One query operation: its text, and the parsed operation with its fragments."""

    text: str
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    is_named: bool

    @cached_property
    def variables(self) -> dict[str, VariableDefinitionNode]:
        """The declared variables by name."""
        return {one.variable.name.value: one for one in self.operation.variable_definitions or ()}

    def needs(self, variable: str) -> bool:
        """Whether a variable must be given a value."""
        declared = self.variables[variable]
        return isinstance(declared.type, NonNullTypeNode) and declared.default_value is None

    @property
    def operation_name(self) -> str | None:
        """What the server must be told to run; None where the document holds nothing else."""
        name = self.operation.name
        return name.value if name and self.is_named else None

    @cached_property
    def fields(self) -> Fields:
        """What the operation selects at its root."""
        return self.collected([self.operation.selection_set])

    def below(self, path: Path) -> Fields | None:
        """What is selected below a path of answer names; None where the path leads nowhere."""
        fields = self.fields
        for step in path:
            if step not in fields:
                return None
            fields = self.inside(fields[step])
        return fields

    def inside(self, nodes: Iterable[FieldNode]) -> Fields:
        """What fields of one name select together."""
        return self.collected(node.selection_set for node in nodes if node.selection_set)

    def selects(self, path: Path) -> bool:
        """Whether the answer has something at a path."""
        above = self.below(path[:-1])
        return above is not None and path[-1] in above

    def collected(self, sets: Iterable[SelectionSetNode]) -> Fields:
        """The fields of selections, those of fragments among them, by their names in answers."""
        found: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        todo: list[SelectionNode] = [node for one in sets for node in reversed(one.selections)]
        while todo:
            node = todo.pop()
            if isinstance(node, FieldNode):
                name = (node.alias or node.name).value
                found.setdefault(name, []).append(node)
            elif (inner := self._selection_of(node, seen)) is not None:
                todo.extend(reversed(inner.selections))
        return found

    def _selection_of(self, node: SelectionNode, seen: set[str]) -> SelectionSetNode | None:
        """A fragment's selection; None for one that was seen or is not there."""
        if isinstance(node, FragmentSpreadNode):
            name = node.name.value
            if name in seen or name not in self.fragments:
                return None
            seen.add(name)
            return self.fragments[name].selection_set
        inner: SelectionSetNode = node.selection_set  # type: ignore[attr-defined]
        return inner


def parsed(text: str, operation_name: str | None = None) -> Document:
    """The query operation of a document: the named one where it holds several.

    Raises: ValueError that says what is wrong: no GraphQL, something that writes or subscribes,
        or not one operation to run.
    """
    try:
        tree = parse(text, no_location=True, max_tokens=MOST_TOKENS)
    except GraphQLError as error:
        raise ValueError(error.message.rstrip(".")) from None
    except RecursionError:
        raise ValueError("it nests deeper than can be read") from None
    operations = [one for one in tree.definitions if isinstance(one, OperationDefinitionNode)]
    for one in operations:
        if one.operation is not OperationType.QUERY:
            raise ValueError(
                f"it holds a {one.operation.value}; only queries are sent, for they change nothing"
            )
    return Document(
        text, _chosen(operations, operation_name), _fragments(tree), len(operations) > 1
    )


def _chosen(operations: list[OperationDefinitionNode], name: str | None) -> OperationDefinitionNode:
    names = [one.name.value if one.name else "" for one in operations]
    if name is None and len(operations) == 1:
        return operations[0]
    if name is None or names.count(name) != 1:
        listed = ", ".join(filter(None, names)) or "none with a name"
        raise ValueError(f"operation_name must name one of its operations ({listed})")
    return operations[names.index(name)]


def _fragments(tree: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {
        one.name.value: one for one in tree.definitions if isinstance(one, FragmentDefinitionNode)
    }


def steps(path: str) -> Path:
    """A dotted path's steps. Raises: ValueError for an empty step."""
    parts = tuple(path.split("."))
    if not all(parts):
        raise ValueError(f"the path {path[:60]!r} has an empty step")
    return parts


def below_data(path: str, setting: str) -> Path:
    """The steps of a path from the answer's root, without `data`.

    Raises: ValueError when it does not begin there.
    """
    first, *others = steps(path)
    if first != DATA or not others:
        raise ValueError(f"{setting} is {path[:60]!r}; write it from the root, as data.teams")
    return tuple(others)
