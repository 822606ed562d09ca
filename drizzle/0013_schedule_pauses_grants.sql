-- Which schedule was seen paused is the scheduler's to note; no business has to do with it.
GRANT SELECT, INSERT, UPDATE ON schedule_pauses TO prosaas_system;
