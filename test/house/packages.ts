/** Judges of what we install: the package file and its lock. */
export interface PackageFile {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

export interface Lockfile {
  packages: Record<string, { version?: string; resolved?: string; integrity?: string; link?: boolean }>;
}

/** Dependencies whose version leaves a choice. */
export function unpinned(file: PackageFile): string[] {
  return Object.entries({ ...file.dependencies, ...file.devDependencies, ...file.optionalDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
    .map(([name]) => name);
}

/** Locked packages that name where they were fetched, or whose content nothing vouches for. */
export function looselyLocked(lock: Lockfile): string[] {
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path !== '' && (entry.resolved !== undefined || !entry.integrity))
    .map(([path]) => path);
}
