/** All that the static page runs before BokehJS is there; in one file, so that it comes in one go. */

import "./page.js";
import "./journey.js";
import "./boot.js";
