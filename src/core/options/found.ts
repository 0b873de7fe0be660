// A fault that was found between the parts of a configuration, before its line is looked up.

export interface Found {
  path: Array<string | number>
  message: string
  remedy: string
}

export function twice(path: Found['path'], name: string): Found {
  return { path, message: `duplicate name "${name}"`, remedy: 'Give each its own name' }
}
