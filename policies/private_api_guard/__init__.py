"""The pack's code: reads what the engine sends, follows the request path, and names the faults on it."""
