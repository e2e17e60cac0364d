"""What providers answer without a cloud: Check, the preview's outputs, and the outputs of a simulated create.

AWS resources are answered as pulumi-aws does (`schema`, `check`, `preview`, `create`), other packages' by echo.
"""
