// console.js: what is quicker with script; everything works without.
"use strict";
