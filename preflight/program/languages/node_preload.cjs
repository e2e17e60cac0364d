"use strict";
// Loaded before a program. An error is shown without colours, which the SDK asks for and nobody sees here: with them,
// Node.js 20 looks for the end of a package's name in each line of its stack, and for ever where there is none, as in
// `node_modules/@pulumi/output.ts`. Whatever an `apply` throws has such a line.
const util = require("util");
const shown = util.inspect;

function inspect(value, options, ...more) {
    const plain = util.types.isNativeError(value) && options && options.colors;
    return shown.call(this, value, plain ? { ...options, colors: false } : options, ...more);
}

util.inspect = Object.defineProperties(inspect, Object.getOwnPropertyDescriptors(shown));
