// Completes package-lock.json after an `npm install` from a registry that lacks some platforms' optional packages.
// npm leaves out what it could not see, and then `npm ci` refuses the file on every machine. The missing entries are
// written from their names and the versions their parents ask for; a machine of that platform fetches them as usual.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const { packages } = lock;

for (const [parent, { optionalDependencies = {}, dev, license }] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(name, parent)) continue;
    if (!/^\d+\.\d+\.\d+\S*$/.test(version))
      throw new Error(`${name}@${version} is a range: only an exact version can be completed`);
    packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(dev ? { dev } : {}),
      ...(license ? { license } : {}),
      optional: true,
    };
    console.log(`${name} ${version}`);
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);

/** Looked up as Node does: beside the parent, then further up. */
function isLocked(name, parent) {
  for (let at = parent; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}

/** Platform packages say in their name what they are for. */
function platformOf(name) {
  const os = name.match(/android|darwin|freebsd|linux|openharmony|win32/)?.[0];
  const cpu = name.match(/arm64|arm(?=-|eabi)|ia32|x64|ppc64|riscv64|s390x|wasm32/)?.[0];
  const libc = /musl/.test(name) ? 'musl' : /linux-.*-gnu/.test(name) ? 'glibc' : undefined;
  return { ...(cpu ? { cpu: [cpu] } : {}), ...(libc ? { libc: [libc] } : {}), ...(os ? { os: [os] } : {}) };
}
