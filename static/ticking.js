// @ts-check
// A page that is no live picture: its times go on by this machine's clock.
import { drawTimes } from "./time.js";

drawTimes();
setInterval(drawTimes, 1_000);
