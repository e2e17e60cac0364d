"""What whoever deploys a stack has to be allowed, as policies of IAM."""
