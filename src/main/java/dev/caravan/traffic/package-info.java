/** The traffic of services on its way from v1 to v2: who splits it, by how much, and what proves it. */
package dev.caravan.traffic;
