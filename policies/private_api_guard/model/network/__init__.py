"""VPCs as AWS makes them: subnets, routes, security groups, network ACLs, VPC endpoints, private names."""
