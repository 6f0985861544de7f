// What the benchmarks use of packages that come without types.
declare module 'better-sqlite3';
