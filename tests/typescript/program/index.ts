import * as pulumi from "@pulumi/pulumi";
import { Waiver } from "./waiver";

/** What @pulumi/aws registers, without its size. */
class TargetGroup extends pulumi.CustomResource {
    constructor(name: string, args: pulumi.Inputs) {
        super("aws:lb/targetGroup:TargetGroup", name, args);
    }
}

const group = new TargetGroup("orders", { protocol: "HTTP", targetType: "ip", vpcId: "vpc-0123456789abcdef0" });

new Waiver("orders-without-port", {
    fault: "load-balancer/target-group-without-port",
    resource: group,
    reason: "the service says its port in spring",
    expires: process.env.EXPIRES ?? "",
    owner: "team-a",
});
