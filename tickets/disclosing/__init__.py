"""The case as a public record: warned of secrecy, registered in a diary, disclosed with masks (law.md 3.3)."""
