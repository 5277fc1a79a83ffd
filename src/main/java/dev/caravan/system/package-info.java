/** The register of the kinds of systems; each kind has a room of its own below, and knows nothing of the others. */
package dev.caravan.system;
