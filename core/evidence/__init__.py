"""What is handed to a lawyer: every sending to a customer with its proofs, hashed."""
