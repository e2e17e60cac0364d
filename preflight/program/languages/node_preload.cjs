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

// Compiling what a program loads, TypeScript above all, is a third of its time: Node.js 22 and newer keep what they
// compiled in a folder below the system's temporary one, unless NODE_DISABLE_COMPILE_CACHE or NODE_COMPILE_CACHE says
// otherwise. Source: https://nodejs.org/api/module.html#module-compile-cache
require("module").enableCompileCache?.();
