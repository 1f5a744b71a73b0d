"""The functions behind `use` steps: plain, typed, deterministic, without I/O or clock.

One module is one family (`vectors`, `anomaly`, …); a schema names a function as `family.function`.
Records a function returns are frozen dataclasses; records it takes are described in `protocols`, so
that the types of a schema fit by their fields alone. Bad input raises `qpf_core.errors.InputError`.
"""
