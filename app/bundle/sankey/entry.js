/** What of d3-sankey the flow of power uses, as one module: static/vendor/d3-sankey/d3-sankey.js is made of this by make.sh. */

export { sankey, sankeyLeft, sankeyLinkHorizontal } from "d3-sankey";
