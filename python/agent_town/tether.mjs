// Loaded into the server that Python starts. Python holds the other end of its standard input: when that closes, for whatever
// reason, Python is gone, and the server ends as if it had been asked to.
process.stdin
  .on("end", () => process.kill(process.pid, "SIGTERM"))
  .on("error", () => {})
  .resume()
  .unref();
