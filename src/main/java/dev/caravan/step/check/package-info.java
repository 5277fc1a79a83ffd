/** {@code check}: looks whether something is as it should be; a class for each thing it can look at. Changes nothing. */
package dev.caravan.step.check;
