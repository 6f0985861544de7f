// Closes a test run with a line that says what passed, and above it what could not run at all.
class Summary {
  /** @param {unknown} _config @param {{ missing: string[] }} options */
  constructor(_config, options) {
    this.missing = options.missing;
  }

  /** @param {unknown} _contexts @param {import('@jest/reporters').AggregatedResult} results */
  onRunComplete(_contexts, results) {
    for (const what of this.missing) console.log(`NOT RUN: ${what}`);
    const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = results;
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    console.log(`${numPassedTests} passed, ${failed} failed, ${numPendingTests} skipped`);
  }
}

module.exports = Summary;
