/** {@code exec}: a program on this machine. */
package dev.caravan.step.exec;
