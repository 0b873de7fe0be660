#!/usr/bin/env -S node --no-force-async-hooks-checks
// Starts slowburn on a Node.js that can run it, and says in one line what is wanted on one that cannot.
// Node.js 14.18 and later can read this file: nothing newer in it.
'use strict'

// By default Node.js opens a debugger on SIGUSR1.
process.on('SIGUSR1', () => {})
// A service that is asked to reload before it can does not end: what it is about to read is new enough.
if (process.argv.includes('start')) process.on('SIGHUP', () => {})

const fs = require('node:fs')
const path = require('node:path')
const url = require('node:url')

const root = path.join(__dirname, '..')
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'))
const wanted = manifest.engines.node.replace('>=', '')

if (isOlder(process.versions.node, wanted)) {
  const found = `${process.versions.node} (${process.execPath})`
  process.stderr.write(`slowburn needs Node.js ${wanted} or newer; this is ${found}.\n`)
  process.exit(1)
}

// A checkout runs its sources, the published package what was built of them.
const source = path.join(root, 'src/cli/main.ts')
const built = path.join(root, 'dist/cli/main.js')
import(url.pathToFileURL(fs.existsSync(source) ? source : built).href).catch(error => {
  // A fault that names its place needs no stack.
  if (error.name !== 'DuplicateNameError') throw error
  process.stderr.write(`slowburn: ${error.message}\n`)
  process.exitCode = 1
})

function isOlder(found, least) {
  const [major, minor] = found.split('.').map(Number)
  const [leastMajor, leastMinor] = least.split('.').map(Number)
  return major === leastMajor ? minor < leastMinor : major < leastMajor
}
