/**
 * Where figures about the two sides come from: the routers' own measures, or Prometheus. Each source is one class for the SPI;
 * those that only tell what is new keep what they told in a {@link dev.caravan.traffic.metric.WindowBook}.
 */
package dev.caravan.traffic.metric;
