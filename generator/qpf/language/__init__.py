"""The behaviour language: types, expressions, policies, operations; checked, then emitted."""
