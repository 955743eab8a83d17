"""The arms in which a page was served ↔ JSON as the ranking log keeps it."""

from __future__ import annotations

import msgspec

Arms = dict[str, tuple[int, str]]  # experiment → its phase, the variant

encode_arms = msgspec.json.Encoder().encode
decode_arms = msgspec.json.Decoder(Arms).decode
