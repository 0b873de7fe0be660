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
const isCheckout = fs.existsSync(source)
// Node.js ends well where nothing is left to do, though what it loads still waits.
process.on('beforeExit', notLoaded)
import(url.pathToFileURL(isCheckout ? source : built).href).then(loaded, error => {
  loaded()
  process.exitCode = 1
  // A fault that names its place needs no stack.
  if (error instanceof Error && error.name === 'DuplicateNameError') return say(error.message)
  const words = isCheckout ? 'src/cli/terminal/import-fault.ts' : 'dist/cli/terminal/import-fault.js'
  return import(url.pathToFileURL(path.join(root, words)).href).then(
    ({ importFault }) => say(importFault(error)),
    () => say(String(error)),
  )
})

function loaded() {
  process.off('beforeExit', notLoaded)
}

function notLoaded() {
  loaded()
  process.exitCode = 1
  say('did not finish loading, or waited for what never comes; a file of it may await that at its top level')
}

function say(message) {
  process.stderr.write(`slowburn: ${message}\n`)
}

function isOlder(found, least) {
  const [major, minor] = found.split('.').map(Number)
  const [leastMajor, leastMinor] = least.split('.').map(Number)
  return major === leastMajor ? minor < leastMinor : major < leastMajor
}
