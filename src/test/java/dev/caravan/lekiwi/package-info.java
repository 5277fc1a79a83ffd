/** A small Lekiwi Heartbeat for tests: its legacy service over Redis and its v2 over PostgreSQL, as processes of their own. */
package dev.caravan.lekiwi;
