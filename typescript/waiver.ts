// A waiver beside the code, for the policy pack `private-api`: copy this file into your program. Nothing is made of it.

import * as pulumi from "@pulumi/pulumi";

export interface WaiverArgs {
    /** The fault's id, `policy/fault`, as a finding has it. `*` stands for any letters. */
    fault: string;
    /** The resource at which it is found, or its name or URN, in which `*` stands for any letters. */
    resource: pulumi.Resource | string;
    /** Why it is accepted. */
    reason: string;
    /** The last day on which it is (YYYY-MM-DD); the first after it, the finding is reported again. */
    expires: string;
    /** Who answers for it. */
    owner: string;
}

/** Accepts a finding of the policy pack for a while. The resource that it is about stays as it is. */
export class Waiver extends pulumi.ComponentResource {
    constructor(name: string, args: WaiverArgs, opts?: pulumi.ComponentResourceOptions) {
        const resource = typeof args.resource === "string" ? args.resource : args.resource.urn;
        const told = { ...args, resource };
        super("private-api:index:Waiver", name, told, opts);
        this.registerOutputs(told);
    }
}
