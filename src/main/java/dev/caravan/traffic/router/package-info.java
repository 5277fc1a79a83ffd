/**
 * The routers that split traffic. Each is one class for the SPI; what it writes for its program is another.
 *
 * <p>All answer one request, {@code GET /.caravan/<service>?bucket=B}, with {@code <generation> <side>}: the side that a client
 * of bucket {@code B} gets now, by the same rules as everybody's requests. That answer is the proof that a change is in force.
 */
package dev.caravan.traffic.router;
