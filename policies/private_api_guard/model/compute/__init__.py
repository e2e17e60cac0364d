"""What runs: ECS tasks and Lambda functions."""
