// Loaded before a peer server: it listens on loopback only, on a free port, which it tells the test.
import { writeSync } from "node:fs";
import net from "node:net";

const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (port, ...others) {
  const ready = others.find((each) => typeof each === "function");
  this.once("listening", () => writeSync(Number(process.env.PORT_PIPE), `${this.address().port}\n`));
  return listen.call(this, 0, "127.0.0.1", ready);
};
