"""Makes frozen, slotted data classes as the standard library does, for a tenth of what it takes when they are imported.

`dataclasses.dataclass` writes the source text of seven methods for each class and compiles it: 0.7 ms a class, 40 ms
of them before the first window and 150 ms in all, for comparisons and texts that hardly any run asks for. Here the
methods that are the same for all classes are made without compiling, and `__init__`, which has to be fast, is compiled
when the first object is made. It is faster then as well, since it writes to the slots themselves.

What comes out is a dataclass to everybody: to `fields`, `replace`, `asdict`, `match`, copying and pickling, and to type
checkers, which see the standard library's own decorator.

Why not attrs: it compiles too. Why not msgspec: nothing of `dataclasses` knows its classes, and most of our calls are
`replace`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses
    from operator import attrgetter
    from reprlib import recursive_repr

    _UNSET = type("_UNSET", (), {"__repr__": lambda _: "<made anew>", "__slots__": ()})()
    """Stands in a signature for a default that a factory makes."""

    def dataclass(*, slots, frozen=False):
        """Make a data class of a class, as `dataclasses.dataclass` does with the same arguments; `slots` is True."""
        if not slots:
            raise TypeError("a quick dataclass has slots")
        bare = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)

        def decorated(cls):
            if not cls.__doc__:
                cls.__doc__ = cls.__name__  # else its signature is looked up for one
            made = bare(cls)
            for name, method in _methods(made, frozen=frozen).items():
                if name not in cls.__dict__ or (name == "__hash__" and cls.__hash__ is None):
                    setattr(made, name, method)
            return made

        return decorated

    def _methods(cls, *, frozen):
        fields = dataclasses.fields(cls)
        if any(not field.init for field in fields):
            raise TypeError("every field of a quick dataclass is given to its constructor")
        compared = _getter(field.name for field in fields if field.compare)
        methods = {"__init__": _late_init(cls, fields, frozen=frozen), "__repr__": _repr, "__eq__": _equality(compared)}
        if not frozen:
            return methods | {"__hash__": None}
        hashed = (field.name for field in fields if (field.compare if field.hash is None else field.hash))
        return methods | _FROZEN | {"__hash__": _hashing(_getter(hashed))}

    def _getter(names):
        """Return what makes a tuple of these attributes."""
        names = tuple(names)
        if len(names) > 1:
            return attrgetter(*names)
        return lambda one: tuple(getattr(one, name) for name in names)

    def _equality(compared):
        def __eq__(self, other):
            if other.__class__ is not self.__class__:
                return NotImplemented
            return compared(self) == compared(other)

        return __eq__

    def _hashing(hashed):
        def __hash__(self):
            return hash(hashed(self))

        return __hash__

    @recursive_repr()
    def _repr(self):
        shown = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
        return f"{self.__class__.__qualname__}({', '.join(shown)})"

    def _refuse_to_set(_self, name, _value):
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def _refuse_to_delete(_self, name):
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    def _state(self):
        return [getattr(self, field.name) for field in dataclasses.fields(self)]

    def _set_state(self, state):
        for field, value in zip(dataclasses.fields(self), state, strict=True):
            object.__setattr__(self, field.name, value)

    _FROZEN = {
        "__setattr__": _refuse_to_set,
        "__delattr__": _refuse_to_delete,
        "__getstate__": _state,
        "__setstate__": _set_state,
    }

    def _late_init(cls, fields, *, frozen):
        """Return an `__init__` that makes the real one when it is first called, and gives its place to it."""

        def __init__(self, /, *args, **kwargs):
            cls.__init__ = made = _compiled_init(cls, fields, frozen=frozen)
            made(self, *args, **kwargs)

        __init__.__qualname__ = f"{cls.__qualname__}.__init__"
        return __init__

    def _compiled_init(cls, fields, *, frozen):
        scope = {"_UNSET": _UNSET}
        positional, by_name, body = [], [], []
        for field in fields:
            name, value = field.name, field.name
            default = ""
            if field.default is not dataclasses.MISSING:
                scope[f"_default_{name}"] = field.default
                default = f"=_default_{name}"
            elif field.default_factory is not dataclasses.MISSING:
                scope[f"_make_{name}"] = field.default_factory
                default, value = "=_UNSET", f"_make_{name}() if {name} is _UNSET else {name}"
            (by_name if field.kw_only else positional).append(name + default)
            if frozen:
                scope[f"_set_{name}"] = getattr(cls, name).__set__  # the slot's own, past `__setattr__`
                body.append(f"_set_{name}(self, {value})")
            else:
                body.append(f"self.{name} = {value}")
        if hasattr(cls, "__post_init__"):
            body.append("self.__post_init__()")
        taken = ", ".join(["self", *positional, *(["*", *by_name] if by_name else [])])
        exec(f"def __init__({taken}):\n " + "\n ".join(body or ["pass"]), scope)
        made = scope["__init__"]
        made.__qualname__ = f"{cls.__qualname__}.__init__"
        return made
