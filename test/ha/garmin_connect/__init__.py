"""Stands in for the integration Garmin Connect from HACS: takes what its action takes, and tells MQTT of it."""

import json

from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util

DOMAIN = "garmin_connect"
# What the action of the integration (its services.py of 2026) accepts, and nothing else.
BOUNDS = {
    "weight": (20, 300),
    "bmi": (10, 60),
    "percent_fat": (1, 70),
    "percent_hydration": (1, 80),
    "visceral_fat_mass": (0, 50),
    "bone_mass": (0, 10),
    "muscle_mass": (0, 150),
    "basal_met": (500, 5000),
    "active_met": (500, 10000),
    "physique_rating": (1, 9),
    "metabolic_age": (10, 100),
    "visceral_fat_rating": (1, 59),
}


async def async_setup(hass, config):
    """Register the action."""

    async def add_body_composition(call):
        data = dict(call.data)
        if "weight" not in data:
            raise ServiceValidationError("required key not provided @ data['weight']")
        for field, value in data.items():
            if field == "entity_id":
                continue
            if field == "timestamp":
                if dt_util.parse_datetime(value) is None:
                    raise ServiceValidationError(f"Invalid datetime specified: {value}")
                continue
            if field not in BOUNDS:
                raise ServiceValidationError(f"extra keys not allowed @ data['{field}']")
            lowest, highest = BOUNDS[field]
            if not lowest <= float(value) <= highest:
                raise ServiceValidationError(f"value must be from {lowest} to {highest} for '{field}'")
        await hass.services.async_call("mqtt", "publish", {"topic": "test/garmin", "payload": json.dumps(data)})

    hass.services.async_register(DOMAIN, "add_body_composition", add_body_composition)
    return True
