package dev.caravan.validator;

import dev.caravan.model.RejectCode;

/**
 * Why a value is not acceptable.
 *
 * @param reason for people; holds no value of the record
 */
record Violation(RejectCode code, String reason) {}
