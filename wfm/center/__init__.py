"""What a contact center is: scenario, queue, target, agent, contract, shift, roster, calendar."""
