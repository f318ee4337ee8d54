"""Emergency preparedness: plans with their drills, rescue teams and agreements, materials."""
