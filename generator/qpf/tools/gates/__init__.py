"""The gates on emitted code: what each one reads, how it judges, and who runs the tools."""
